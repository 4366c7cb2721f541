export { nodeMachine } from './machine.js';
