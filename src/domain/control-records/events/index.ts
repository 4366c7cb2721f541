export { controlEvents, controlRecorded } from './control-events.js';
