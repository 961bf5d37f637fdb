"""nbval compares every table and text of the notebooks; figures have tests of their own."""


def pytest_collectstart(collector: object) -> None:
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("application/vnd.plotly.v1+json", "application/vnd.netlab.narrower+json")
