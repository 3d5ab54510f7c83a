"""New rows on the way that every post waits for.

On SQLite one transaction writes at a time. What can be done for a row before it is
done before, so that nobody waits for it.
"""

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


class Insertion:
    """A new row, made ready to be stored as `save` would, but for signals and
    overridden saves.

    Its statement is put together once a process, which takes longer than running it.
    """

    def __init__(self, row):
        self._row, self._connection = row, connections[DEFAULT_DB_ALIAS]
        self._statement, read, prepared, self._places = _insertion(type(row))
        self._values = [*read(row)]
        for place, field in prepared.items():
            value = field.pre_save(row, True)
            if value is not None:
                self._values[place] = field.get_db_prep_save(value, self._connection)

    def store(self, **late):
        """Store the row and give it its key; `late` are values known only now.

        They are named as the row's attributes (comment_id), and stored as they are.
        """
        for name, value in late.items():
            setattr(self._row, name, value)
            self._values[self._places[name]] = value
        with self._connection.cursor() as cursor:
            cursor.execute(self._statement, self._values)
            self._row.pk = self._key(cursor)
        self._row._state.adding, self._row._state.db = False, self._connection.alias

    def _key(self, cursor):
        if self._connection.vendor == "sqlite":
            # It knows without another step, for which it would be asked once more.
            return cursor.lastrowid
        return cursor.fetchone()[0]


@cache
def _insertion(model):
    """The statement; what reads its values off a row; which of them are to be prepared;
    and where each stands, by the name of its attribute."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    connection = connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table, pk = quote(model._meta.db_table), quote(model._meta.pk.column)
    # Nothing in it comes from outside: the names are the model's own.
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608
    if connection.vendor != "sqlite":
        statement += f" RETURNING {pk}"
    names = [field.attname for field in fields]
    prepared = {n: f for n, f in enumerate(fields) if type(f) not in AS_THEY_ARE}
    places = {name: n for n, name in enumerate(names)}
    return statement, attrgetter(*names), prepared, places
