/**
 * Greatest difference of a recorded score and that of the version today for which they are the same: libraries that add up numbers of 32 bits
 * differ by some 1e-6. A replay compares to the bit; here the question is whether the explanation is of the decision that was made, and a
 * difference that changes the outcome is one at any size.
 */
export const SAME_SCORE = 1e-5;

export const isSameScore = (a: number, b: number): boolean => Object.is(a, b) || Math.abs(a - b) <= SAME_SCORE;
