export { openControlPlane } from './control-plane.js';
export { type InProcessRequest, type InProcessService, openInProcess } from './in-process.js';
export { type RunningServer, type StartOptions, startServer } from './start.js';
