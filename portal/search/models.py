"""The rows that every search engine reads, and the versions that tell a worker whether it is up to date."""

from django.db import models


class SearchRow(models.Model):
    """One thing that can be found. Written in the same transaction as the thing itself.

    `terms` maps each tier to {folded term: weight 0..1}; `facets` maps a facet to its values; `document` is what is
    shown of it, so that an answer needs one query however many hits it has.
    """

    key = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=20)
    version = models.BigIntegerField(db_index=True)
    deleted = models.BooleanField(default=False)
    terms = models.JSONField(default=dict)
    facets = models.JSONField(default=dict)
    document = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.key


class SearchState(models.Model):
    """One row: the newest version of the search rows, and of the vocabulary they are understood with."""

    version = models.BigIntegerField(default=0)
    vocabulary = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.version}/{self.vocabulary}"
