/** Label (0, 1, not known) times prediction. */
export const OUTCOMES = 6;

/** The place of a label and a prediction in the order of cells. */
export const outcomeOf = (label: 0 | 1 | null, prediction: 0 | 1): number => (label ?? 2) * 2 + prediction;

export const labelOf = (outcome: number): 0 | 1 | null => (outcome >= 4 ? null : ((outcome >> 1) as 0 | 1));

export const predictionOf = (outcome: number): 0 | 1 => (outcome & 1) as 0 | 1;
