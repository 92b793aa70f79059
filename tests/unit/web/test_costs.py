"""How many statements a page sends; one more needs a reason."""

from tests.pages import COORDINATOR, INTAKE, LEADER, Town


def cost(town: Town, login: str, path: str) -> int:
    """Statements of the second visit: the first compiles the release and reads the parameters."""
    visitor = town.enter(login)
    visitor.get(path)
    with town.counted() as seen:
        assert visitor.get(path).status_code == 200
    return len(seen)


def test_the_work_list(town: Town):
    """One statement is the day's meetings; eleven read the task that the preview begins with, a decision
    with its list of legal bases."""
    assert cost(town, LEADER, "/?tab=roles") == 19


def test_lists_of_families(town: Town):
    """However many there are: one for the list, two write down the look at the children; beginning with all
    costs the look for own ones."""
    assert cost(town, LEADER, "/cases?view=mine") == 3
    assert cost(town, LEADER, "/cases?view=all") == 5
    assert cost(town, LEADER, "/cases") == 6


def test_news_of_the_work_list(town: Town):
    assert cost(town, LEADER, "/inbox/news?tab=roles&had=0") == 3


def test_a_task_of_a_long_course(town: Town):
    """Many are the option lists of the earlier forms and of this one; what they share is read once. Two are
    the measures and the child's view that a visit is about; one the interval proposed for the next visit,
    one the names of the files that the earlier forms name."""
    assert cost(town, COORDINATOR, f"/tasks/{town.task('follow_up')}") == 28


def test_a_case(town: Town):
    # two of them: what the family agreed to have shared, and with whom (S01); one: the decisions; five: news,
    # contacts, the last survey and two parameters while support runs (P07); two: the clocks beside the tasks,
    # and the run-off of lost earnings among them; one: what its course may be told; two: closing
    # days of the office, by which a breach is told; one: the drawing beside the child's words; nine: what was
    # passed on, each from the row where it was done
    assert cost(town, COORDINATOR, f"/cases/{town.case()}") == 51


def test_what_was_passed_on_in_a_case(town: Town):
    """Six are who asks, what may be seen, and the note of the look; the others one statement a table, however
    many lines there are."""
    assert cost(town, COORDINATOR, f"/cases/{town.case()}/exchanges") == 18


def test_a_new_task(town: Town):
    visitor, task = town.enter(INTAKE), town.task("register_inquiry")
    visitor.post(f"/tasks/{task}/claim", at="/")
    assert cost(town, INTAKE, f"/tasks/{task}") == 13


def test_the_plan_the_family_and_two_versions_of_the_plan(town: Town):
    """Six are who asks, what may be seen, and the note of the look; beside that one statement a table."""
    case = town.case()
    assert cost(town, COORDINATOR, f"/cases/{case}/plan") == 12
    assert cost(town, COORDINATOR, f"/cases/{case}/plan/compare") == 9
    # two of them: who was removed and can be brought back
    assert cost(town, COORDINATOR, f"/cases/{case}/family") == 15
