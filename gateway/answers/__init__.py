"""Prepared answers: what every support writes again and again, ready to be sent by name."""

from gateway.answers.library import Answer, AnswerFault, Values, listed, load, names

__all__ = ["Answer", "AnswerFault", "Values", "listed", "load", "names"]
