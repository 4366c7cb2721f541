export { type FleetMember, type FleetNode, fleetTree } from './fleet.js';
