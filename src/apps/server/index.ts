export { openControlPlane } from './control-plane.js';
export { type RunningServer, type StartOptions, startServer } from './start.js';
