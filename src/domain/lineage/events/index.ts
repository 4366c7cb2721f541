export { LINEAGE_SOURCES, lineageEvents, lineageRead, lineageRecorded } from './lineage-events.js';
