export { explainWithWorkers, MAX_WORKERS } from './explain-with-workers.js';
