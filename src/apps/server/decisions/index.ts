import { defineRoom } from '../../rooms/define/index.js';

export const decisions = defineRoom({
  name: 'decisions',
  title: 'Decisions and the people they are about',
  load: async () => (await import('./room.js')).decisionsParts,
});
