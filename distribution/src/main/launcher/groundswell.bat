@echo off
rem Starts Groundswell from the folder this file was unpacked into, wherever it is called from.
rem   JAVA_HOME         the Java to take, 17 or later; without it the one on the PATH
rem   GROUNDSWELL_OPTS  further options for Java, such as -Xmx8g
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
rem Java on Windows can't set these for the native libraries: one thread a cell, cells run side by side
if not defined OMP_NUM_THREADS set "OMP_NUM_THREADS=1"
if not defined OPENBLAS_NUM_THREADS set "OPENBLAS_NUM_THREADS=1"
"%JAVA%" -Xmx4g -Xmn64m -XX:+UseParallelGC -Dorg.bytedeco.javacpp.maxphysicalbytes=8g %GROUNDSWELL_OPTS% -cp "%~dp0..\lib\*" org.groundswell.experiments.Groundswell %*
exit /b %ERRORLEVEL%
