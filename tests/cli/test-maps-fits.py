# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the FITS files of `pixelmap-cli reduce --maps` with astropy: names, units, coordinates, and where the sources stand."""
import math
import os
import subprocess
import sys
import tempfile
import traceback
import warnings

import numpy as np
from astropy.io import fits
from astropy.table import Table
from astropy.wcs import WCS

CLI = os.environ["PM_CLI"]
NAME = "Simulated.SIM_0001"
CUBES = {"SIGNAL": "count", "EXPOSURE": "s", "NOISE": "count", "S2N": ""}
BEAM = 13.6  # of band D, arcsec


def run(*arguments):
    return subprocess.run([CLI, *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def simulate(folder):
    """The middle of R0, scanned in lines half a beam apart: the small scan of pm-test-reduce.h, longer and without bad pixels."""
    path = os.path.join(folder, "scan.fits")
    run("simulate", "-o", path, "-b", "D", "-r", "50", "-l", "20", "--amplitude-x", "60", "--amplitude-y", "60",
        "--amplitude-counts", "800", "-s", "43", "--dead", "0", "--zero", "0", "--noisy", "0")
    return path


def reduce(folder, scan, what):
    out = os.path.join(folder, what.replace("[", "").replace("]", ""))
    run("reduce", "-q", "-o", out, "--maps", what, scan)
    return os.path.join(out, NAME + ".fits"), Table.read(os.path.join(out, NAME + ".ecsv"), format="ascii.ecsv")


def place(signal, noise, wcs, start):
    """Where the source stands in a plane, in the coordinates of wcs: linear steps of a fit of the beam to the cells, seen from their
    centres."""
    y, x = np.indices(signal.shape)
    wx, wy = wcs.all_pix2world(np.column_stack([x.ravel(), y.ravel()]), 0).T
    use = np.isfinite(signal.ravel()) & (noise.ravel() > 0)
    s2 = (BEAM / 2.3548200450309493) ** 2
    where = np.array(start)
    for _ in range(4):
        dx, dy = wx - where[0], wy - where[1]
        near = use & (np.hypot(dx, dy) < 1.5 * BEAM)
        if near.sum() < 10:
            return None
        beam = np.exp(-0.5 * (dx**2 + dy**2) / s2)[near]
        columns = np.column_stack([beam, beam * dx[near] / s2, beam * dy[near] / s2]) / noise.ravel()[near, None]
        a = np.linalg.lstsq(columns, signal.ravel()[near] / noise.ravel()[near], rcond=None)[0]
        where = where + np.clip(a[1:] / a[0], -0.5 * BEAM, 0.5 * BEAM)
    return where


def linear_wcs(header):
    return WCS(header).sub([1, 2])


def check_layout(hdus, full):
    names = [hdu.name for hdu in hdus]
    assert names == ["PRIMARY", "PIXELS", "CHANNELS", *CUBES, "BEAM"], names
    primary = hdus[0].header
    assert primary["OBJECT"] == "Simulated" and primary["CREATOR"] == "PixelMap", repr(primary)
    assert any("Beam" in line for line in primary["HISTORY"])
    channels = hdus["CHANNELS"]
    assert channels.columns.names == ["plane", "id", "index", "x_first", "y_first", "nx", "ny"], channels.columns.names
    assert channels.columns["x_first"].unit == "arcsec" and channels.columns["y_first"].unit == "arcsec"
    assert list(channels.data["plane"]) == list(range(1, len(channels.data) + 1))
    for name, unit in CUBES.items():
        hdu = hdus[name]
        assert hdu.header["BUNIT"] == unit, (name, hdu.header["BUNIT"])
        assert hdu.data.shape == (len(channels.data), channels.data["ny"].max(), channels.data["nx"].max()), hdu.data.shape
        check_wcs(hdu.header, full)


def check_wcs(header, full):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        wcs = WCS(header)
        sky = WCS(header, key="F") if full else None
    assert list(wcs.wcs.ctype) == ["XOFFSET", "YOFFSET", "CHANNEL"], wcs.wcs.ctype
    assert [str(u) for u in wcs.wcs.cunit][:2] == ["arcsec", "arcsec"], wcs.wcs.cunit
    assert math.isclose(abs(wcs.wcs.cdelt[0]), 0.2 * BEAM, rel_tol=1e-9)
    if not full:  # a stamp has no place of its own in the field
        assert "CTYPE1F" not in header and header["CRPIX1"] == 1.0 and header["CRPIX2"] == 1.0
        return
    assert list(sky.wcs.ctype) == ["FLON-TAN", "FLAT-TAN", "CHANNEL"], sky.wcs.ctype
    assert np.allclose(sky.wcs.cdelt[:2] * 3600.0, wcs.wcs.cdelt[:2], rtol=1e-12)
    # Near the reference point the projection is linear: both agree to second order, 1e-6 of the offset.
    pixel = [[header["CRPIX1"] + 3.0, header["CRPIX2"] + 5.0, 1.0]]
    a, b = wcs.all_pix2world(pixel, 1)[0], sky.all_pix2world(pixel, 1)[0]
    b = np.where(b > 180.0, b - 360.0, b)
    assert np.allclose(b[:2] * 3600.0, a[:2], rtol=1e-5), (a, b)


def offsets_of(path, table, full):
    """Differences between where the sources stand in the maps and minus the positions of the table."""
    rows = {str(name): i for i, name in enumerate(table["id"])}
    found = []
    with fits.open(path) as hdus:
        check_layout(hdus, full)
        wcs = linear_wcs(hdus["SIGNAL"].header)
        assert len(hdus["PIXELS"].data) == len(table)
        for plane, channel in enumerate(hdus["CHANNELS"].data):
            row = table[rows[channel["id"]]]
            assert row["index"] == channel["index"]
            if row["status"] != "good" or row["s2n"] < 60.0:
                continue
            first = np.array([0.0, 0.0] if full else [channel["x_first"], channel["y_first"]])
            expected = np.array([-row["x"], -row["y"]])
            there = place(hdus["SIGNAL"].data[plane], hdus["NOISE"].data[plane], wcs, expected - first)
            if there is not None:
                found.append(there + first - expected)
    return np.array(found)


def check_places(found, least):
    # One pixel: cells of 2.7 arcsec, thinly covered, 0.3 arcsec; half of a cell, 1.4 arcsec, would show in all of them.
    assert len(found) >= least, len(found)
    assert np.abs(np.median(found, axis=0)).max() < 0.3, np.median(found, axis=0)
    assert np.median(np.hypot(*found.T)) < 0.8, np.median(np.hypot(*found.T))


def test_full(folder, scan):
    path, table = reduce(folder, scan, "R0[20,16],620-679")
    check_places(offsets_of(path, table, True), 20)


def test_stamps(folder, scan):
    path, table = reduce(folder, scan, "all")
    check_places(offsets_of(path, table, False), 100)


def test_planes(folder, scan):
    """S2N = SIGNAL / NOISE, NOISE from exposure, gain and the noise of the table, no signal without exposure."""
    path, table = reduce(folder, scan, "all")
    rows = {str(name): i for i, name in enumerate(table["id"])}
    with fits.open(path) as hdus:
        signal, noise, s2n, exposure = (hdus[name].data for name in ("SIGNAL", "NOISE", "S2N", "EXPOSURE"))
        seen = np.isfinite(signal)
        assert seen.any() and np.array_equal(seen, np.isfinite(noise)) and np.array_equal(seen, np.isfinite(s2n))
        assert np.array_equal(seen, np.nan_to_num(exposure) > 0)
        assert np.allclose(s2n[seen] * noise[seen], signal[seen], rtol=1e-5, atol=1e-6)  # float32
        for plane, channel in enumerate(hdus["CHANNELS"].data):
            row, here = table[rows[channel["id"]]], seen[plane]
            expected = row["noise"] / abs(row["gain"]) / np.sqrt(exposure[plane][here])
            assert np.allclose(noise[plane][here], expected, rtol=1e-4)


def test_table(folder, scan):
    """The table in the FITS file is that of the ECSV file."""
    path, table = reduce(folder, scan, "none")
    with fits.open(path) as hdus:
        assert [hdu.name for hdu in hdus] == ["PRIMARY", "PIXELS"]
        data = Table.read(hdus["PIXELS"])
        assert data.colnames == table.colnames, data.colnames
        for name in table.colnames:
            if table[name].dtype.kind == "f":  # twelve digits in text; astropy masks what is nan
                a, b = (np.ma.filled(np.ma.asarray(column, dtype=float), np.nan) for column in (data[name], table[name]))
                assert np.allclose(a, b, rtol=1e-11, atol=0, equal_nan=True), name
            else:
                assert [str(v).strip() for v in data[name]] == [str(v).strip() for v in table[name]], name


def main():
    tests = [test_full, test_stamps, test_planes, test_table]
    failed = False
    print(f"1..{len(tests)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="pm-maps-fits-") as folder:
        scan = simulate(folder)
        for number, test in enumerate(tests, 1):
            try:
                test(folder, scan)
                print("ok", number, test.__name__, flush=True)
            except Exception as problem:  # all of them are failures of this case, and the next one can go on
                failed = True
                print("not ok", number, test.__name__, flush=True)
                print(f"{test.__name__}: {type(problem).__name__}: {problem}", file=sys.stderr)
                traceback.print_exc()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
