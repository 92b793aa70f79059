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
    assert cost(town, LEADER, "/?tab=roles") == 8


def test_news_of_the_work_list(town: Town):
    assert cost(town, LEADER, "/inbox/news?tab=roles&had=0") == 3


def test_a_task_of_a_long_course(town: Town):
    """Most of them are the option lists of the eight earlier forms and of this one."""
    assert cost(town, COORDINATOR, f"/tasks/{town.task('closure_assessment')}") == 39


def test_a_case(town: Town):
    assert cost(town, COORDINATOR, f"/cases/{town.case()}") == 29


def test_a_new_task(town: Town):
    visitor, task = town.enter(INTAKE), town.task("register_inquiry")
    visitor.post(f"/tasks/{task}/claim", at="/")
    assert cost(town, INTAKE, f"/tasks/{task}") == 14
