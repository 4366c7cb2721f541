import { scenarioCommands } from '../../cli/commands/scenarios/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const scenarios = defineRoom({
  name: 'scenarios',
  title: 'Scenarios',
  commands: scenarioCommands,
});
