export { explainWithWorkers, MAX_WORKERS, type WorkerOptions } from './explain-with-workers.js';
