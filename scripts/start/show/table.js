"use strict";

const GAP = "  ";
/** No column is folded to less than this. */
const NARROWEST = 8;

/**
 * A table in plain text. Cells of a table that is wider than the screen are folded.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 * @param {number} columns width of the screen; Infinity where there is none
 * @returns {string}
 */
function table(head, rows, columns) {
    const widths = fit(
        head.map((_, at) => Math.max(...[head, ...rows].map((row) => (row[at] ?? "").length))),
        columns - GAP.length * (head.length - 1),
    );
    const folded = rows.map((row) => lines(row, widths));
    const rule = widths.map((width) => "─".repeat(width)).join(GAP);
    // A row of several lines ends where its rule is.
    const separator = folded.some((row) => row.length > 1) ? `${rule}\n` : "";
    const body = folded.map((row) => `${row.join("\n")}\n`).join(separator);
    return `${lines(head, widths).join("\n")}\n${rule}\n${body}`;
}

/**
 * Takes from the widest column until all fit.
 *
 * @param {readonly number[]} widths
 * @param {number} available
 */
function fit(widths, available) {
    const fitted = [...widths];
    for (let over = sum(fitted) - available; over > 0; over--) {
        const widest = fitted.indexOf(Math.max(...fitted));
        const width = fitted[widest] ?? 0;
        if (width <= NARROWEST) break;
        fitted[widest] = width - 1;
    }
    return fitted;
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
    return numbers.reduce((total, number) => total + number, 0);
}

/**
 * @param {readonly string[]} row
 * @param {readonly number[]} widths
 * @returns {string[]}
 */
function lines(row, widths) {
    const cells = row.map((cell, at) => fold(cell, widths[at] ?? cell.length));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
        cells
            .map((cell, at) => (cell[line] ?? "").padEnd(widths[at] ?? 0))
            .join(GAP)
            .trimEnd(),
    );
}

/**
 * Breaks a text after a space, slash or hyphen where one is near the end of the line, else anywhere.
 *
 * @param {string} text
 * @param {number} width
 * @returns {string[]}
 */
function fold(text, width) {
    if (text.length <= width) return [text];
    const line = text.slice(0, width);
    const at = Math.max(...[" ", "/", "-"].map((character) => line.lastIndexOf(character))) + 1;
    const end = at > width / 2 ? at : width;
    return [text.slice(0, end).trimEnd(), ...fold(text.slice(end), width)];
}

module.exports = { table };
