"""What runs at its time: the polls of the mailboxes."""

from gateway.schedule.timetable import all_jobs, next_runs

__all__ = ["all_jobs", "next_runs"]
