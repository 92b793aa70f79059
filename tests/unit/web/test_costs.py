"""How many statements a page sends; one more needs a reason."""

from tests.pages import COORDINATOR, LEADER, Town


def cost(town: Town, login: str, path: str) -> int:
    """Statements of the second visit: the first compiles the release and reads the parameters."""
    visitor = town.enter(login)
    visitor.get(path)
    with town.counted() as seen:
        assert visitor.get(path).status_code == 200
    return len(seen)


def test_the_work_list(town: Town):
    assert cost(town, LEADER, "/?tab=roles") == 0


def test_news_of_the_work_list(town: Town):
    assert cost(town, LEADER, "/inbox/news?tab=roles&had=0") == 0


def test_a_task(town: Town):
    assert cost(town, COORDINATOR, f"/tasks/{town.task('closure_assessment')}") == 0


def test_a_case(town: Town):
    assert cost(town, COORDINATOR, f"/cases/{town.case()}") == 0
