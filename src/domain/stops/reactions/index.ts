export { followAlerts, Reactor, reactToAlert } from './reactor.js';
