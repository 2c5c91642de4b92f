"""Work that may last, apart from the threads that answer pages.

kinds      what there is to do, registered by the apps: a function that works, and what it returns
queue      a page begins a job, waits a moment, and answers with the result or with the job's page
views      the job's page: state, place in the queue, result; for who began it alone
worker     one job from beginning to end, wherever that is done
runner     the runner: one process for an installation, a child for each job, a few at a time

A job never writes a row of a version: what it has read waits for a person to confirm it, as ever.

Doors: `kinds`, `queue`, `runner`.
"""
