/** Keeps the core that it is pinned to awake for as long as whoever started it lives, and gives way to everything else. */
const parent = process.ppid
while (process.ppid === parent);
