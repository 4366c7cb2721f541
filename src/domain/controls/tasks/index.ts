export { type ControlTask, type TasksAsked, tasksOf } from './due-soon.js';
