/** What people are asked for by a policy, with the rows that it is about. */
export const TRAININGS = ['recalibrate', 'retrain'] as const;

/** The share of the subjects of such a request whose rows no training may use, unless the policy says another: the usual fifth. */
export const VALIDATION_SHARE = 0.2;
