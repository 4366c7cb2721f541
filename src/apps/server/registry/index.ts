import { registryCommands } from '../../cli/commands/admin/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const registry = defineRoom({
  name: 'registry',
  title: 'Systems, models, versions, deployments',
  commands: registryCommands,
  load: async () => (await import('./room.js')).registryParts,
});
