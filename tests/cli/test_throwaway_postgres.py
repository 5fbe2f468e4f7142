import os
from pathlib import Path

import psutil
import psycopg

from northing.cli import throwaway_postgres
from northing.config.database import postgresql


def test_a_server_for_one_run_answers_and_leaves_nothing():
    with throwaway_postgres.running() as address:
        setting = postgresql(address)
        folder = Path(setting["HOST"])
        with psycopg.connect(host=setting["HOST"], user=setting["USER"], dbname="postgres") as connection:
            [major] = connection.execute("SELECT current_setting('server_version_num')::int / 10000").fetchone()
            [sorted_by_code_point] = connection.execute("SELECT 'B' < 'a'").fetchone()
        servers = [child for child in psutil.Process().children() if child.name() == "postgres"]

        assert major >= 18
        assert sorted_by_code_point
        assert [server.uids().real == 0 for server in servers] == [False]

    assert not folder.exists()
    assert not any(server.is_running() for server in servers)
    assert "postgres" not in {child.name() for child in psutil.Process(os.getpid()).children(recursive=True)}
