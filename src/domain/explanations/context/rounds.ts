import type { Model, Rounds } from '../../../core/models/index.js';

/** For the record: the rounds that were added up, where training was stopped early. */
export const roundsOf = ({ rounds }: Pick<Model, 'rounds'>): { rounds?: Rounds } =>
  rounds === undefined ? {} : { rounds };
