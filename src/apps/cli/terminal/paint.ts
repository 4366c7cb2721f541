import { styleText } from 'node:util';

export type Paint = (style: 'red' | 'green' | 'yellow' | 'dim' | 'bold', text: string) => string;

/** Colours text where the terminal has colours, otherwise leaves it unchanged. Meaning never rests on colour alone. */
export function painter(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}
