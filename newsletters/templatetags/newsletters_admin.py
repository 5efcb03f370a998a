"""What the templates of the coordinator's screens need."""

from django import template

from newsletters.numbers import figure

register = template.Library()
register.filter("figure", figure)
