"""New rows on the way that every post waits for."""

from functools import cache
from operator import attrgetter

from django.db import DEFAULT_DB_ALIAS, connections, models

# Fields whose values are stored as they are.
AS_THEY_ARE = {
    models.BigIntegerField,
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
    connection = connections[DEFAULT_DB_ALIAS]
    statement, read, prepared = _insertion(type(row))
    values = [*read(row)]
    for place, field in prepared.items():
        value = field.pre_save(row, True)
        if value is not None:
            values[place] = field.get_db_prep_save(value, connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias


@cache
def _insertion(model):
    """The statement, what reads its values off a row, and which are to be prepared."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table, pk = quote(model._meta.db_table), quote(model._meta.pk.column)
    # Nothing in it comes from outside: the names are the model's own.
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {pk}"  # noqa: S608
    read = attrgetter(*(field.attname for field in fields))
    prepared = {n: f for n, f in enumerate(fields) if type(f) not in AS_THEY_ARE}
    return statement, read, prepared
