export { registryEvent, registryEvents } from './registry-events.js';
