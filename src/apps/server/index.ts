export { openControlPlane } from './control-plane.js';
export { type InProcessRequest, openInProcess } from './in-process.js';
export { type RunningServer, type StartOptions, startServer } from './start.js';
