export { BoundedConnections } from './connections.js';
