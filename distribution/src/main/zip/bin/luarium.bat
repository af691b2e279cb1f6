@echo off
rem SPDX-License-Identifier: Apache-2.0
rem Starts Luarium. Written for Windows but not tested there. JAVA_HOME says which Java is used (17 or newer; otherwise the
rem one on the PATH), and LUARIUM_JAVA_OPTS holds further options for it.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" %LUARIUM_JAVA_OPTS% -jar "%~dp0luarium-launcher.jar" %*
exit /b %ERRORLEVEL%
