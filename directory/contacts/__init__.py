"""Organisations, the services one can call, the people behind them, and when they answer.

Words: Organisation (HSDS organization), Service (HSDS service: a function one can call), Function (what kind of
service, whatever its local name), Channel (HSDS phone and contact points), Person, Subject, Alias, StandardText.
"""
