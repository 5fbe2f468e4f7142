import settings_for_tests


def pytest_unconfigure():
    settings_for_tests.remove_folder()
