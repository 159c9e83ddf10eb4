/* SPDX-License-Identifier: GPL-3.0-or-later
 * All options of a reduction, one line each. This list makes the fields of PmOptions, the table behind --list-options, --set, key files and the window's
 * option rows; a module that needs a new option adds its line here and reads the field.
 *
 *   REAL   (field, key, default, minimum, maximum, unit, help)
 *   WHOLE  (field, key, default, minimum, maximum, unit, help)
 *   SWITCH (field, key, default, help)
 *   CHOICE (field, key, default, choices separated by |, help)          the field is the number of the choice
 *   TEXT   (field, key, default, help)
 *
 * No include guard: pm-options.h and pm-options.c include it with their own meaning of the macros.
 */

REAL (read_lag_s, "read.lag", 0.014, -1.0, 1.0, "s", "Time by which the detector samples lag behind the telescope coordinates")
CHOICE (read_moving, "read.moving", 0, "auto|yes|no", "Whether the target moves on the sky: auto believes NONSIDE and the NonSidereal columns")
TEXT (read_subarrays, "read.subarrays", "all", "Sub-arrays to read, such as R0,T0")
SWITCH (read_static_flags, "read.static-flags", FALSE, "Leave out the rows and MUX lines that are known to be bad")
REAL (read_speed_min, "read.speed-min", 0.0, 0.0, 1e6, "arcsec/s", "Leave out frames in which the telescope moves slower")
REAL (read_speed_max, "read.speed-max", 0.0, 0.0, 1e6, "arcsec/s", "Leave out frames in which the telescope moves faster; 0: no limit")
REAL (read_chopper_tolerance, "read.chopper-tolerance", 10.0, 0.0, 1e4, "arcsec", "Leave out frames in which the chopper is farther from its amplitude than that")
WHOLE (read_chopper_shift, "read.chopper-shift", 2, -1000, 1000, "frames", "Frames by which the chopper voltages precede the samples")

REAL (beam_fwhm, "beam.fwhm", 0.0, 0.0, 3600.0, "arcsec", "Beam of the instrument (FWHM); 0: as the instrument's description says")
REAL (source_fwhm, "source.fwhm", 0.0, 0.0, 3600.0, "arcsec", "Size of the source (FWHM), added to the beam in quadrature")
CHOICE (source_protect, "source.protect", 0, "mask|model|map", "How the source is kept out of the common mode and the noise: masked, its fit subtracted, or its map subtracted")
REAL (source_mask_radius, "source.mask-radius", 2.0, 0.5, 20.0, "beams", "Samples so near the source are kept out of the common mode and the noise")
REAL (source_map_blank, "source.map-blank", 10.0, 0.0, 1e9, "", "With source.protect=map: S/N from which on a map cell keeps its samples out of the common mode and the noise; 0: never")
REAL (source_map_clip, "source.map-clip", 2.0, 0.0, 1e9, "", "With source.protect=map: S/N below which a map cell is not part of the model; 0: all cells are")

SWITCH (modes_common, "modes.common", TRUE, "Take out the signal that the pixels of a sub-array have in common")
CHOICE (modes_extra, "modes.extra", 0, "auto|none", "Take out signals common to a row or a readout line too, where they are significant")
REAL (gain_min, "gain.min", 0.3, 0.0, 1.0, "", "Smallest gain, relative to the median, with which a pixel takes part in the common mode")
REAL (gain_max, "gain.max", 3.0, 1.0, 100.0, "", "Largest gain with which a pixel takes part in the common mode")
REAL (noise_knee, "noise.knee", 0.4, 0.0001, 100.0, "Hz", "Knee of the noise assumed before it is measured")
REAL (despike_first, "despike.first", 7.0, 0.0, 1000.0, "sigma", "Level of the despiking by the beam's shape, before the source is known; 0: off")
REAL (despike_level, "despike.level", 5.0, 0.0, 1000.0, "sigma", "Level of the despiking of the residuals; 0: off")

REAL (detect_cell, "detect.cell", 0.25, 0.05, 1.0, "beams", "Cell of the detection maps")
REAL (detect_secure, "detect.secure", 6.0, 3.0, 100.0, "sigma", "Peak of a whole detection map from which on a pixel helps to find the array")
WHOLE (detect_min_secure, "detect.min-secure", 20, 6, 100000, "pixels", "Secure pixels that a sub-array needs for positions to be predicted")
REAL (detect_candidate, "detect.candidate", 3.8, 1.0, 100.0, "sigma", "Peak inside the predicted window from which on a pixel is fitted")
REAL (detect_blind, "detect.blind", 5.5, 3.0, 100.0, "sigma", "Peak from which on a pixel is fitted where no position can be predicted")
REAL (detect_window_scatter, "detect.window-scatter", 5.0, 1.0, 100.0, "", "Radius of the window in units of the scatter about the predicted positions")
REAL (detect_window_min, "detect.window-min", 0.5, 0.1, 10.0, "beams", "Smallest radius of the window")
REAL (detect_window_max, "detect.window-max", 3.0, 0.5, 100.0, "beams", "Where the window would be larger, positions are not predicted")

WHOLE (rounds, "rounds", 6, 1, 100, "", "Rounds at most; fewer are made when nothing changes any more")
REAL (rounds_tolerance, "rounds.tolerance", 0.02, 0.0, 10.0, "errors", "No further round when fewer than 1 % of the fits change by more than that")
CHOICE (fit_domain, "fit.domain", 0, "time|map", "What is fitted: the samples, or the maps")
REAL (fit_radius, "fit.radius", 3.0, 1.0, 20.0, "beams", "Samples so near the source belong to its template")
REAL (fit_map_radius, "fit.map-radius", 1.5, 0.7, 20.0, "beams", "With fit.domain=map: radius of the cells that are fitted")
CHOICE (fit_width, "fit.width", 0, "auto|common|fixed", "Beam width of the fits: common to the array and free for each pixel where widths differ, always common, or the nominal one")
REAL (fit_width_s2n, "fit.width-s2n", 15.0, 5.0, 1000.0, "", "S/N from which on a pixel helps to fix the common width")
WHOLE (fit_width_pixels, "fit.width-pixels", 20, 3, 100000, "pixels", "Such pixels needed to fix the common width")
CHOICE (fit_wings, "fit.wings", 0, "auto|off", "Give the beam a second, wider Gaussian where it is significant")
SWITCH (fit_error_scale, "fit.error-scale", TRUE, "Scale the errors by the scatter of fits at places without a source, where the noise is not quite the model's")

REAL (flag_s2n, "flag.s2n", 5.0, 0.0, 1000.0, "", "S: lowest S/N")
REAL (flag_error, "flag.error", 0.3, 0.01, 100.0, "beams", "S: largest position error")
REAL (flag_width_ratio, "flag.width-ratio", 1.5, 1.01, 100.0, "", "W: largest ratio of the pixel's width to the common one, or its inverse, if the difference is significant")
REAL (flag_elongation, "flag.elongation", 1.6, 1.01, 100.0, "", "E: largest ratio of major to minor axis, if significant")
REAL (flag_significance, "flag.significance", 5.0, 1.0, 100.0, "sigma", "W, E, P, C: what counts as a significant difference")
REAL (flag_coverage, "flag.coverage", 0.1, 0.0, 1.0, "", "M: smallest exposure within a beam of the source, relative to the median pixel")
REAL (flag_far, "flag.far", 5.0, 1.0, 1000.0, "", "P: largest distance from the predicted place in units of scatter and error")
WHOLE (flag_pile_up, "flag.pile-up", 4, 1, 1000, "pixels", "U: so many other pixels of the sub-array within a tenth of the pitch are too many")
REAL (flag_coupling_min, "flag.coupling-min", 0.2, 0.0, 1.0, "", "C: smallest coupling")
REAL (flag_coupling_max, "flag.coupling-max", 5.0, 1.0, 1000.0, "", "C: largest coupling")
REAL (flag_noise, "flag.noise", 20.0, 1.0, 1e6, "", "N: largest noise relative to the median pixel's")
REAL (flag_spikes, "flag.spikes", 0.05, 0.0, 1.0, "", "K: largest fraction of samples with spikes")
REAL (flag_gain, "flag.gain", 0.05, 0.0, 1.0, "", "X: smallest gain, where there is a sky signal")

REAL (map_cell, "map.cell", 0.2, 0.02, 2.0, "beams", "Cell of the maps")
REAL (map_stamp, "map.stamp", 3.0, 0.5, 100.0, "beams", "Half the side of a map around the source")
TEXT (exclude, "exclude", "", "Pixels to be kept out of everything, as ids or index ranges")
CHOICE (rcp_channel, "rcp.channel", 0, "index|id", "What stands in the first column of the RCP file")
TEXT (rcp_center, "rcp.center", "none", "Origin of the positions in the RCP file: none, median, or a pixel's id")
WHOLE (rcp_precision, "rcp.precision", 4, 0, 12, "digits", "Decimals in the RCP file")
SWITCH (provenance_sha256, "provenance.sha256", FALSE, "Write the SHA-256 of each input into the results")
