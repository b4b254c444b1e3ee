// SPDX-License-Identifier: Apache-2.0
// Every text stands in both languages beside each other, so that none is forgotten.

export type Language = "id" | "en";

export interface Text {
  id: string;
  en: string;
}

export const text = (id: string, en: string): Text => ({ id, en });
export const same = (word: string): Text => ({ id: word, en: word });
