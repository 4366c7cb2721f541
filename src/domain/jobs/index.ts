/** Work that is done again and again: declared by the rooms, run in one place. */

export { defineJob, type Job } from './define-job.js';
export { JobRunner, type JobStatus } from './runner.js';
