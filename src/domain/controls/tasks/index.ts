export { type ControlTask, tasksOf } from './due-soon.js';
