import { incidentCommands } from '../../cli/commands/incident/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const incidents = defineRoom({
  name: 'incidents',
  title: 'Incidents',
  commands: incidentCommands,
  load: async () => (await import('./room.js')).incidentParts,
});
