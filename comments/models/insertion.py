"""New rows on the way that every post waits for."""

from functools import cache

from django.db import connection


def insert(row):
    """Store a new row as `save` would, but for signals and overridden saves.

    Its statement is put together once a process, which takes longer than running it.
    """
    statement, fields = _insertion(type(row))
    values = [
        field.get_db_prep_save(field.pre_save(row, True), connection)
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias


@cache
def _insertion(model):
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table, pk = quote(model._meta.db_table), quote(model._meta.pk.column)
    # Nothing in it comes from outside: the names are the model's own.
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {pk}"  # noqa: S608
    return statement, fields
