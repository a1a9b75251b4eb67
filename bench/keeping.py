"""Parts of script/bench: the log, log-ins, backup and restore."""
import concurrent.futures
import contextlib
import json
import os
import sqlite3
import sys
import tempfile
import time

tools = None  # the module of script/bench


def parts(bench):
    global tools
    tools = bench
    return {"log": measure_log, "logins": measure_logins, "backup": measure_backup}


LOG_ROWS = 1000 * 1000


def measure_log(table, _deployment):
    """What the log adds to a commit, and how long it takes to read all of it anew."""
    with tempfile.TemporaryDirectory(dir=tools.BUILD) as folder:
        told = json.loads(tools.run(tools.tool("audit"), folder, str(LOG_ROWS),
                                    str(5 * tools.ROUND_MS)))
    table.add("a line in the log, with the change it tells, in groups of 32",
              f"{told['row_and_line_us']:.0f} µs", f"{told['row_us']:.0f} µs without the line",
              f"{told['row_and_line_us'] / told['row_us']:.2f}", "")
    table.add("… of something read, by itself, which nobody waits for",
              f"{told['line_us']:.0f} µs", "", "", "")
    table.add("the log verified, 1,000,000 lines", f"{told['verify_us'] / 1e6:.1f} s", "", "",
              "≤ 5 s")


FULL_KIB, FULL_PASSES = 128 * 1024, 3


def measure_logins(table, _deployment):
    """Passwords at the profile of what is deployed, as many at once as there are cores."""
    cores = os.cpu_count()
    with tempfile.TemporaryDirectory(dir=tools.BUILD) as place:
        full = full_deployment(place)
        with tools.serving(full) as server:
            for login, code in full.told["codes"].items():
                send(server, "/activar", login=login, code=code, password=full.told["password"])

            def login(who):
                send(server, "/entrar", login=who, password=full.told["password"])

            def here():
                begun, done = time.monotonic(), 0
                with concurrent.futures.ThreadPoolExecutor(cores) as pool:
                    while time.monotonic() - begun < 3 * tools.ROUND_MS / 1000:
                        logins = list(full.told["codes"]) * cores
                        list(pool.map(login, logins[:cores]))
                        done += cores
                return done / (time.monotonic() - begun)

            def bare():
                return tools.per_second(json.loads(tools.run(
                    tools.tool("bare-argon"), str(cores), str(FULL_KIB), str(FULL_PASSES),
                    str(3 * tools.ROUND_MS))))

            floor, reached = tools.rounds(bare, here)
    table.ratio(f"log-ins at full profile, {cores} at once, against bare Argon2id", "/s", reached,
                floor, "≥ 0.9")


def full_deployment(place):
    """Two accounts with the passwords of what is deployed: it has no cases."""
    full = object.__new__(tools.Deployment)
    full.folder = os.path.join(place, "full")
    full.told = {"passphrase": "a passphrase to measure with",
                 "password": "cuatro garzas sobre el manglar"}
    made = json.loads(tools.run(tools.AMPARO, "init", full.folder, "--json", "--plan",
                                os.path.join(tools.ROOT, "bench", "plan.json"),
                                input=(full.told["passphrase"] + "\n").encode()))
    full.told["codes"] = {member["login"]: member["code"] for member in made["members"][:2]}
    return full


def send(server, path, **fields):
    browser = tools.Browser(server.port)
    form = browser.view(path)["form"]
    browser.ask("POST", path, {"_csrf": form["csrf"], **fields})


GIGABYTE = 1e9


def measure_backup(table, deployment):
    """By bytes of the database file; Argon2id, which opens and makes root.key, is taken off."""
    if "--gigabyte" in sys.argv:
        size = os.path.getsize(os.path.join(deployment.folder, "amparo.db"))
        tools.say("filling a gigabyte")
        deployment = tools.Deployment(os.path.dirname(deployment.folder),
                                      int(tools.CASES * GIGABYTE / size))
    copy = deployment.copy("kept")
    secret = (deployment.told["passphrase"] + "\n").encode()
    sheet = json.loads(tools.run(tools.AMPARO, "custodian", "new", "--json"))
    tools.run(tools.AMPARO, "custodian", "add", "measured", sheet["public_key"],
              "--dir", copy.folder, input=secret)
    unlock = deployment.told["unlock_us"] / 1e6
    megabytes = os.path.getsize(os.path.join(copy.folder, "amparo.db")) / 1e6
    kept = os.path.join(copy.folder, "kept")
    begun = time.monotonic()
    tools.run(tools.AMPARO, "backup", "--dir", copy.folder, "--to", kept, input=secret)
    backup = time.monotonic() - begun - unlock
    begun = time.monotonic()
    tools.run(tools.AMPARO, "restore", "--dir", copy.folder + "-back", "--from", kept,
              input=sheet["code"].encode() + b"\n" + secret)
    restore = time.monotonic() - begun - 2 * unlock
    table.ratio(f"backup, beside nothing else, {megabytes:.0f} MB, against SQLite's own", "MB/s",
                megabytes / backup, megabytes / bare_copy(copy.folder, kept), "")
    table.ratio("… restored, with everything checked, against SQLite's copy and check", "MB/s",
                megabytes / restore, megabytes / bare_copy(copy.folder, kept, check=True), "")


def bare_copy(folder, beside, check=False):
    """Seconds that SQLite takes to copy the same database, and to look through the copy."""
    path = beside + ".bare"
    begun = time.monotonic()
    with contextlib.closing(sqlite3.connect(os.path.join(folder, "amparo.db"))) as source, \
            contextlib.closing(sqlite3.connect(path)) as target:
        source.backup(target)
        if check:
            assert target.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    took = time.monotonic() - begun
    os.remove(path)
    return took
