import { decisionsCommands } from '../../cli/commands/decisions/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const decisionSearch = defineRoom({
  name: 'decision-search',
  title: 'Search of decisions',
  commands: decisionsCommands,
  load: async () => (await import('./room.js')).decisionSearchParts,
});
