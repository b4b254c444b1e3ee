# SPDX-License-Identifier: Apache-2.0
"""Writes mixed.csv, a sheet with a few hundred planted mistakes, and mixed.expected: which cell is wrong, and words
that its message must hold. What is planted is known here, not asked of the program."""

import csv
import os

HERE = os.path.dirname(os.path.abspath(__file__))
HEADERS = ["No", "Nama Lokasi", "Distrik", "Penduduk Distrik", "Tahap", "Lintang", "Bujur", "Penduduk Dilayani", "Kontak",
           "Rencana Terpasang", "Rencana Beroperasi", "Realisasi Survei", "Realisasi Terpasang", "Status Hambatan",
           "Tertunda Sejak", "Tertunda Sampai", "Alasan Penundaan", "Teknologi", "Jalur", "Alamat IP", "Penyedia",
           "Kontrak", "Mulai Kontrak", "Akhir Kontrak", "Target SLA", "Biaya per Bulan", "Kapasitas Unduh", "Induk"]
COLUMN = {header: number for number, header in enumerate(HEADERS, 1)}
REPEAT = 9


def good(number):
    """A row without a mistake."""
    row = dict.fromkeys(HEADERS, "")
    row.update({
        "No": str(number), "Nama Lokasi": f"Lokasi {number}", "Distrik": ["Jila", "Hoya", "Alama"][number // 40 % 3],
        "Penduduk Distrik": "2.000", "Tahap": "Tahap II", "Lintang": "-4,247", "Bujur": "137,6",
        "Penduduk Dilayani": "100", "Kontak": "Kantor", "Rencana Terpasang": "15-02-2026",
        "Rencana Beroperasi": "15 Maret 2026", "Realisasi Survei": "2 Agt 2025", "Realisasi Terpasang": "-",
        "Teknologi": "VSAT", "Jalur": "Utama", "Alamat IP": f"198.18.{number // 250}.{number % 250 + 1}"})
    return row


def one(header, cell, words):
    """A mistake in one cell."""
    def plant(row, number):
        row[header] = cell.format(number=number)
        return [(header, words)]
    return plant


def several(cells, header, words):
    def plant(row, number):
        for name, cell in cells.items():
            row[name] = cell.format(number=number)
        return [(header, words)]
    return plant


CONTRACT = {"Penyedia": "BAKTI", "Kontrak": "K-{number}", "Mulai Kontrak": "1/1/2026", "Akhir Kontrak": "31/12/2026",
            "Target SLA": "95%"}
MISTAKES = [
    one("Realisasi Survei", "31/02/2025", "a day that no calendar has"),
    one("Realisasi Survei", "08/13/2025", "write 13/08/2025"),
    one("Realisasi Survei", "segera", "is no date"),
    one("Realisasi Survei", "13 Agusuts 2025", 'did you mean "agustus"'),
    one("Realisasi Survei", "Agustus 2025", "names no day"),
    one("Lintang", "-4247", "decimal comma"),
    one("Lintang", "137,6", "swapped"),
    one("Bujur", "timur", "no position in degrees"),
    one("Bujur", "", None),  # the other of the two stands alone
    one("Penduduk Dilayani", "banyak", "no whole number"),
    one("Penduduk Dilayani", "2.001", "2000 people"),
    one("Rencana Beroperasi", "15 Januari 2026", "do not run backwards"),
    one("Realisasi Terpasang", "1 Agustus 2025", "do not run backwards"),
    one("Teknologi", "VSTA", 'did you mean "vsat"'),
    one("Teknologi", "Satelit", "which orbit"),
    one("Teknologi", "", "the row has a link"),
    one("Jalur", "utma", 'did you mean "utama"'),
    one("Alamat IP", "198.18.6.300", "198.18.6.300"),
    one("Kontak", "#REF!", "broken formula"),
    one("Nama Lokasi", "", "write the name of the site"),
    one("Distrik", "", "write the name of the district"),
    several({"Status Hambatan": "Tertunda", "Alasan Penundaan": "malas"}, "Alasan Penundaan", "is no reason"),
    one("Status Hambatan", "macet", "is no state of a site"),
    one("Alasan Penundaan", "Cuaca", "stands without a state"),
    several({"Status Hambatan": "Tertunda", "Tertunda Sejak": "2/3/2026", "Tertunda Sampai": "1/3/2026"},
            "Tertunda Sampai", "is before"),
    several({"Penyedia": "BAKTI", "Kontrak": "SPK-{number}/2026"}, "Kontrak", '"Mulai Kontrak", "Target SLA"'),
    one("Target SLA", "95%", 'in the column "Kontrak"'),
    several({**CONTRACT, "Target SLA": "120%"}, "Target SLA", "no availability"),
    several({**CONTRACT, "Biaya per Bulan": "sejuta"}, "Biaya per Bulan", "whole rupiah"),
    several({**CONTRACT, "Akhir Kontrak": "31/12/2025"}, "Akhir Kontrak", "is before"),
    one("Kapasitas Unduh", "cepat", "is no rate"),
    one("Induk", "tidak-{number}-dikenal", "no link or site"),
]


def main():
    rows = [["DAFTAR LOKASI", *[""] * (len(HEADERS) - 1)], [""] * len(HEADERS), HEADERS]
    expected = []
    number = 0
    for turn in range(REPEAT):
        for plant in MISTAKES:
            number += 1
            row = good(number)
            where = len(rows) + 1
            for header, words in plant(row, number):
                if words is None:
                    header, words = "Lintang", "stands alone"
                expected.append((where, COLUMN[header], words))
            rows.append([row[header] for header in HEADERS])
        number += 1  # one site in two phases, by two links
        for phase, technology in (("Tahap I", "VSAT"), ("Tahap II", "Starlink")):
            row = good(number)
            row.update({"Tahap": phase, "Teknologi": technology})
            rows.append([row[header] for header in HEADERS])
        expected.append((len(rows), COLUMN["Tahap"], f"in row {len(rows) - 1}"))
        row = good(number)  # a second link of one technology, and a cell too many
        row.update({"Tahap": "Tahap I"})
        rows.append([row[header] for header in HEADERS] + ["lebih"])
        expected.append((len(rows), COLUMN["Teknologi"], f"(row {len(rows) - 2})"))
        expected.append((len(rows), len(HEADERS) + 1, "beyond the last header"))
    with open(os.path.join(HERE, "mixed.csv"), "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)
    with open(os.path.join(HERE, "mixed.expected"), "w", encoding="utf-8") as file:
        for row, column, words in sorted(expected):
            file.write(f"{row}:{column}: {words}\n")


if __name__ == "__main__":
    main()
