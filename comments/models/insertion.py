"""New rows on the way that every post waits for."""

from functools import cache
from operator import attrgetter

from django.db import connection, models

# Fields whose values are stored as they are.
AS_THEY_ARE = {
    models.BooleanField,
    models.CharField,
    models.EmailField,
    models.ForeignKey,
    models.OneToOneField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.TextField,
}


def insert(row):
    """Store a new row as `save` would, but for signals and overridden saves.

    Its statement is put together once a process, which takes longer than running it.
    """
    statement, getters = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(statement, [get(row) for get in getters])
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
    return statement, [_getter(field) for field in fields]


def _getter(field):
    if type(field) in AS_THEY_ARE:
        return attrgetter(field.attname)
    return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)
