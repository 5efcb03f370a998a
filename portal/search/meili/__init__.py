"""Meilisearch as a search engine. It finds rows; `portal.search.scoring` puts them in order, as for every engine."""
