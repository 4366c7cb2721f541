export { Intake, type SignalFeed } from './intake.js';
