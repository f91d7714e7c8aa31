import { createContext, useContext } from "react";

/** Who and what an id stands for, and whether the page is dark; the same for everything on the page. */
export type Names = {
  users: { id: string; name: string; bot: boolean }[];
  channels: { id: string; name: string; kind: string }[];
  dark: boolean;
};

export const NamesContext = createContext<Names>({ users: [], channels: [], dark: false });

export const useNames = (): Names => useContext(NamesContext);
