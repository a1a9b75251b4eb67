#!/usr/bin/env python3
"""script/sqlgen: what it makes of statements, and what it refuses.

    test_sqlgen.py PATH-OF-SQLGEN
"""
import os
import subprocess
import sys
import tempfile
import unittest

SQLGEN = sys.argv.pop(1)


class Sqlgen(unittest.TestCase):
    def run_on(self, statements, migration="0000_start.sql", later=None):
        """(went well, complaint or sql.c)"""
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(f"{folder}/migrations")
            with open(f"{folder}/migrations/{migration}", "w", encoding="utf-8") as file:
                file.write("CREATE TABLE a (b INTEGER);\n")
            for number, text in enumerate(statements):
                with open(f"{folder}/{number}.sql", "w", encoding="utf-8") as file:
                    file.write(text)
            folders = [folder]
            if later:
                folders.append(f"{folder}/later")
                os.mkdir(folders[1])
                with open(f"{folders[1]}/{later}", "w", encoding="utf-8") as file:
                    file.write("DROP TABLE a;\n")
            out = [f"{folder}/out.{ending}" for ending in ("h", "c", "d")]
            done = subprocess.run([SQLGEN, *out, *folders], capture_output=True, text=True)
            if done.returncode != 0:
                return False, done.stderr
            with open(out[1], encoding="utf-8") as file:
                return True, file.read()

    def refused(self, text, why):
        well, complaint = self.run_on([text])
        self.assertFalse(well)
        self.assertIn(why, complaint)

    def test_a_statement_is_counted_and_joined(self):
        well, made = self.run_on(["-- name: a_get\nSELECT b\n  FROM a WHERE b = $2 OR b = $1\n"])
        self.assertTrue(well)
        self.assertIn('[SQL_A_GET] = {"a_get", "SELECT b FROM a WHERE b = $2 OR b = $1", 2}', made)

    def test_columns_are_filled_in(self):
        well, made = self.run_on(["-- columns: a\nb,\nc\n\n-- name: a_get\nSELECT {a} FROM a\n"])
        self.assertTrue(well)
        self.assertIn('"SELECT b, c FROM a", 0', made)

    def test_a_name_is_given_once(self):
        block = "-- name: a_get\nSELECT b FROM a\n"
        well, complaint = self.run_on([block, block])
        self.assertFalse(well)
        self.assertIn("is named in 0.sql already", complaint)

    def test_what_one_engine_alone_understands_is_refused(self):
        for foreign in ("b::text", "?", '"b"', "`b`", "b; SELECT 1"):
            self.refused(f"-- name: a_get\nSELECT {foreign} FROM a\n", "is not portable")
        for foreign in (":name", "@name"):
            self.refused(f"-- name: a_get\nSELECT {foreign} FROM a\n", "parameters are $1")

    def test_text_in_quotes_is_free(self):
        well, _ = self.run_on(["-- name: a_get\nSELECT b FROM a WHERE b = 'what? a::b'\n"])
        self.assertTrue(well)

    def test_parameters_have_no_gaps_and_an_end(self):
        self.refused("-- name: a_get\nSELECT $1, $3 FROM a\n", "gaps")
        many = ", ".join(f"${number}" for number in range(1, 34))
        self.refused(f"-- name: a_get\nSELECT {many} FROM a\n", "more than 32")

    def test_nothing_stands_outside_a_block(self):
        self.refused("SELECT b FROM a\n", "text before")
        self.refused("-- name: a_get\n", "is empty")
        self.refused("-- name: a_get\nSELECT {c} FROM a\n", "no block")

    def test_migrations_have_no_gaps(self):
        well, complaint = self.run_on(["-- name: a_get\nSELECT b FROM a\n"], "0001_start.sql")
        self.assertFalse(well)
        self.assertIn("expected number 0000", complaint)

    def test_later_migrations_follow_the_others(self):
        statement = ["-- name: a_get\nSELECT b FROM a\n"]
        well, made = self.run_on(statement, later="0001_later.sql")
        self.assertTrue(well)
        self.assertIn("sql_migration_count = 2", made)
        self.assertIn('{1, "later", migration_1', made)
        well, complaint = self.run_on(statement, later="0002_later.sql")
        self.assertFalse(well)
        self.assertIn("expected number 0001", complaint)


unittest.main()
