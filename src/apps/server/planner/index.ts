import { planCommands } from '../../cli/commands/plan/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const planner = defineRoom({
  name: 'planner',
  title: 'Planning',
  commands: planCommands,
});
