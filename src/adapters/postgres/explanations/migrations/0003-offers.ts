import { defineMigration } from '../../engine/index.js';

/** Until when the changes that an explanation proposes are an offer that holds. */
export const migration = defineMigration({
  id: 'explanations/0003',
  name: 'offers',
  after: ['explanations/0001'],
  sql: `
alter table explanation add column offer_until bigint;
create index explanation_offer on explanation (decision, basis) where offer_until is not null;
`,
});
